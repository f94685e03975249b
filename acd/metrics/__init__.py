"""Prometheus families and the pure mapping from records to them. The only code that knows prometheus_client.

definitions  what is measured, as one table
families     owns the counters and histograms
buckets      histogram bounds that contain every configured service level time
observe      record -> observations, pure
labels       keeps label values few: tenants can be folded, agents' free text is bounded
lines        which series the configuration foresees, so that they can start at 0
sink         applies observations as records come; never raises
gauges       reads the live view at each scrape
exporter     all of it together, and the text that Prometheus scrapes
"""
