"""The pages on this computer, as `spp app` serves them to the browser of the one who started it."""
