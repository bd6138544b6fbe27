"""How claims/models/matching/ is made: pairs with labels → features → curves and thresholds."""
