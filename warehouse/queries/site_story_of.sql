-- Which story is a claim group told in? Grain: one row, the group's, or none. Parameter: group.
SELECT story_id FROM claim_groups WHERE group_id = $group;
