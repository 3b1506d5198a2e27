"""The drawings of the shipped courses, made from data. One module a course, each with `FIGURES: {file: svg}`.

python -m tests.content.figures           writes courses/content/<course>/images/<file>
python -m tests.content.figures --check   writes nothing; exit 1 when a committed drawing differs
"""
