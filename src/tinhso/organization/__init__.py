"""Administrative units and agencies with codes old and new, units and positions, all dated."""
