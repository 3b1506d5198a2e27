"""One run of a lab: what is shown in which order. Pure: seed, role and what was seen come in as arguments."""
