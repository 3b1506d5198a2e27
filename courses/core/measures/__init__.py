"""Formulas, each with its source, range and what is undefined. Plain numbers in, plain numbers out."""
