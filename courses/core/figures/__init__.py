"""Pictures drawn on the server: SVG text with classes for colours, beside a title, a sentence and a table."""
