"""The studio: where courses are written."""
