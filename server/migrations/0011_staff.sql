-- Of the chamber's own staff, not a contractor's visitor.
ALTER TABLE visitor_cards ADD COLUMN staff INTEGER NOT NULL DEFAULT 0;
