"""Form exports and answers on paper, of a school or of the partnership, read as the map says."""
