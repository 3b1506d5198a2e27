"""What holds for every course of the curriculum, whoever wrote it."""
