"""The words of Danish minutes, as data: headings, outcomes, labels, bodies and phrases, one file each."""
