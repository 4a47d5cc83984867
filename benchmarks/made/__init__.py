"""Made replies of one brand, with the truth about which are stock."""
