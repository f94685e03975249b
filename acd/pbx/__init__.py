"""An Asterisk of our own: found or fetched, configured, started, watched.

locate    which Asterisk is used, and whether it is new enough
install   fetches a private one from Debian testing, without root and without chroot
plan      what one instance needs to know, checked
render    plan -> configuration files
process   start, readiness, stop, and adoption after a crash of ours
readiness asks the started Asterisk whether it can really take calls
endpoints attribute lists of phones and trunks, to be pushed over ARI
music      classes of music on hold from files of the operator's
safety_net who is rung while no controller is there

It neither speaks ARI (beyond one readiness question) nor knows calls.
"""
