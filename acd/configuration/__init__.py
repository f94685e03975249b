"""Configuration as data: one YAML file that people write, checked as a whole, turned into the vocabulary.

schema     what may be written: models with units and limits; the JSON schema for editors
music      music for those who wait: a class of Asterisk's, or files
shelf      the sound files beside a configuration, each checked once
values     the single values: names, numbers, networks, texts
tree       YAML bytes -> plain values that know their line; no tags, no aliases, no surprises
source     a file -> a checked document, or every mistake in it
check      what no single value shows: references, doubles, dead ends
to_domain  document -> pool and accounts
json_schema what editors must know
diff       what an apply would change
sentences  mistakes in plain words; also used for the settings

It neither stores anything nor makes sounds.
"""
