-- Declares workers lost whose lease has passed (all, or the one with a key), and those whose process has been seen to be gone. What they
-- held is given back afterwards, piece by piece.
update baton.worker
set state = 'lost'
where state in ('active', 'draining')
  and ((lease_until < now() and ($1::text is null or key = $1)) or id = any ($2::text[]))
returning id
