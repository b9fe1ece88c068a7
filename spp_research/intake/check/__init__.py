"""Everything that is wrong with typed rows: cells, keys, what sheets and files must agree on."""
