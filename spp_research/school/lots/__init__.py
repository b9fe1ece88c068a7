"""Lots: who begins and who is compared, drawn so that anybody can check it."""
