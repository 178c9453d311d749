s.cell in (select c.cell from cells c where {said})
