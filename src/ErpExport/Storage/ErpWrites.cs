using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Runs;
using Ledger.ErpExport.Targets;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.ErpExport.Storage;

/// <summary>Writes what a batch changes as a few array statements.</summary>
sealed class ErpWrites(string schema)
{
    readonly string _entries =
        $"""
        insert into {schema}.entry (position, previous, entry_id, stream_id, booking_date, body)
        select * from unnest($1, $2, $3, $4, $5, $6)
        """;

    readonly string _run =
        $"""
        insert into {schema}.run (
            target, number, run_id, mode, cut_from, cut_to, mapping_version, entries, excluded, documents, cut_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    readonly string _cut =
        $"""
        insert into {schema}.target as t (target, run_number, cut_to) values ($1, $2, $3)
        on conflict (target) do update set run_number = excluded.run_number, cut_to = excluded.cut_to, cut_requested = false
        """;

    // Positions come as the text of an array each: arrays of arrays must be rectangular.
    readonly string _planned =
        $"""
        insert into {schema}.document (
            target, reference, run_number, number, company, date, payload, payload_hash, positions, generation, version, state, attempt,
            reason, detail, due_at, changed_at)
        select target, reference, run_number, number, company, date, payload, payload_hash, positions::bigint[], generation, 0, state, 0,
               reason, detail, due_at, $15
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) as d (
            target, reference, run_number, number, company, date, payload, payload_hash, positions, state, reason, detail, due_at,
            generation)
        """;

    readonly string _rebuilt =
        $"""
        update {schema}.document set company = $3, date = $4, payload = $5, positions = $6 where target = $1 and reference = $2
        """;

    readonly string _forgetLines = $"delete from {schema}.document_line where target = $1 and reference = $2";

    readonly string _lines =
        $"""
        insert into {schema}.document_line (
            target, reference, line_no, ledger_account, account, side, currency, minor_units, positions, sha256,
            booked_currency, booked_units)
        select target, reference, line_no, ledger_account, account, side, currency, minor_units, positions::bigint[], sha256,
               booked_currency, booked_units
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) as l (
            target, reference, line_no, ledger_account, account, side, currency, minor_units, positions, sha256,
            booked_currency, booked_units)
        """;

    readonly string _moved =
        $"""
        update {schema}.document d set
            state = m.state, generation = m.generation, payload_hash = m.payload_hash, version = m.version, attempt = m.attempt,
            handle = m.handle, erp_id = m.erp_id, erp_number = m.erp_number, posted_date = m.posted_date, reason = m.reason,
            detail = m.detail, erp_code = m.erp_code, answer_status = m.answer_status, answer_sha256 = m.answer_sha256,
            unknown_since = m.unknown_since, due_at = m.due_at, changed_at = m.changed_at, changed_by = m.changed_by,
            first_sent_at = m.first_sent_at
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) as m (
            target, reference, state, generation, payload_hash, version, attempt, handle, erp_id, erp_number, posted_date, reason, detail,
            erp_code, answer_status, answer_sha256, unknown_since, due_at, changed_at, changed_by, first_sent_at)
        where d.target = m.target and d.reference = m.reference
        """;

    readonly string _commanded =
        $"""
        insert into {schema}.target as t (target, paused, pause_reason, cut_requested) values ($1, $2 = 'Pause', $3, $2 = 'Cut')
        on conflict (target) do update set
            paused = case $2 when 'Pause' then true when 'Resume' then false else t.paused end,
            pause_reason = case $2 when 'Pause' then $3 when 'Resume' then null else t.pause_reason end,
            cut_requested = t.cut_requested or $2 = 'Cut'
        """;

    readonly string _found =
        $"""
        insert into {schema}.finding (target, erp_id, version, reason, detail, found_at, company, date, lines, reference)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10)
        on conflict (target, erp_id, version) do nothing
        """;

    readonly string _closed =
        $"""
        update {schema}.finding set closed_at = $3, closed_by = $4, close_reason = $5, counts = not $6
        where target = $1 and erp_id = $2 and closed_at is null
        """;

    readonly string _excluded = $"update {schema}.run set excluded = excluded || $3 where target = $1 and number = $2";

    readonly string _excludedAccounts =
        $"""
        insert into {schema}.run_exclusion (target, number, ledger_account, booking_date)
        select $1, $2, ledger_account, booking_date from unnest($3, $4) as e (ledger_account, booking_date)
        on conflict do nothing
        """;

    public void Add(NpgsqlBatch batch, ErpChanges changes)
    {
        AddEntries(batch, changes);
        foreach (var cut in changes.Runs)
        {
            AddRun(batch, cut, changes.At);
        }

        AddPlanned(batch, changes);
        AddMoved(batch, [.. changes.Moved.Values]);
        AddRebuilt(batch, changes);
        AddExcluded(batch, changes);
        foreach (var command in changes.Commands)
        {
            batch.Add(_commanded, Text(command.Target), Text(command.Command.ToString()), Text(command.Reason));
        }

        foreach (var found in changes.Findings)
        {
            batch.Add(
                _found, Text(found.Target), Text(found.ErpId), Text(found.Version), Text(found.Reason.WireName()), Text(found.Detail),
                ErpColumns.Moment(changes.At), Text(found.Company), ErpColumns.Day(found.Date), Text(FoundLine.ToJson(found.Lines)),
                Text(found.Reference?.Value));
        }

        foreach (var closed in changes.Closed)
        {
            batch.Add(
                _closed, Text(closed.Target), Text(closed.ErpId), ErpColumns.Moment(changes.At), Text(closed.Actor), Text(closed.Reason),
                new NpgsqlParameter<bool> { TypedValue = closed.Undone });
        }
    }

    void AddEntries(NpgsqlBatch batch, ErpChanges changes)
    {
        if (changes.Entries is { Count: > 0 } e)
        {
            batch.Add(
                _entries, e.Column(each => each.Position, NpgsqlDbType.Bigint),
                e.Column(each => each.PreviousPosition ?? -1, NpgsqlDbType.Bigint), e.Column(each => each.EntryId, NpgsqlDbType.Uuid),
                e.Column(each => each.PaymentId, NpgsqlDbType.Text), e.Column(each => each.BookingDate, NpgsqlDbType.Date),
                e.Column(ErpLogic.BodyOf, NpgsqlDbType.Bytea));
        }
    }

    void AddRun(NpgsqlBatch batch, ErpMessage.Cut cut, DateTimeOffset at)
    {
        batch.Add(
            _run, Text(cut.Target), ErpColumns.Number(cut.Run.Number), new NpgsqlParameter<Guid> { TypedValue = cut.Run.RunId },
            Text(cut.Run.Mode.Word()), ErpColumns.Number(cut.CutFrom), ErpColumns.Number(cut.CutTo), Text(cut.MappingVersion),
            ErpColumns.Number(cut.Entries), cut.Built.Excluded.Column(position => position, NpgsqlDbType.Bigint),
            new NpgsqlParameter<int> { TypedValue = cut.Built.Documents.Count }, ErpColumns.Moment(at));
        batch.Add(_cut, Text(cut.Target), ErpColumns.Number(cut.Run.Number), ErpColumns.Number(cut.CutTo));
    }

    void AddPlanned(NpgsqlBatch batch, ErpChanges changes)
    {
        if (changes.Planned is not { Count: > 0 } p)
        {
            return;
        }

        batch.Add(
            _planned, p.Column(d => d.Standing.Target, NpgsqlDbType.Text), p.Column(d => d.Standing.Reference.Value, NpgsqlDbType.Text),
            p.Column(d => d.Standing.RunNumber, NpgsqlDbType.Bigint), p.Column(d => d.Standing.Reference.Number, NpgsqlDbType.Integer),
            p.Column(d => d.Built.Document.Company, NpgsqlDbType.Text), p.Column(d => d.Built.Document.Date, NpgsqlDbType.Date),
            p.Column(d => d.Built.Document.ToUtf8(), NpgsqlDbType.Bytea), p.Column(d => d.Standing.PayloadHash, NpgsqlDbType.Text),
            p.Column(d => Array(d.Built.Positions), NpgsqlDbType.Text), p.Column(d => d.Standing.State.Word(), NpgsqlDbType.Text),
            p.Column(d => d.Standing.Reason?.WireName(), NpgsqlDbType.Text), p.Column(d => d.Standing.Detail, NpgsqlDbType.Text),
            p.Column(d => d.Standing.DueAt?.UtcDateTime, NpgsqlDbType.TimestampTz),
            p.Column(d => d.Standing.Generation, NpgsqlDbType.Integer), ErpColumns.Moment(changes.At));
        AddLines(batch, p);
    }

    void AddRebuilt(NpgsqlBatch batch, ErpChanges changes)
    {
        foreach (var (standing, built) in changes.Rebuilt)
        {
            var (target, reference) = (Text(standing.Target), Text(standing.Reference.Value));
            batch.Add(
                _rebuilt, target, reference, Text(built.Document.Company),
                new NpgsqlParameter<DateOnly> { TypedValue = built.Document.Date },
                new NpgsqlParameter<byte[]> { TypedValue = built.Document.ToUtf8() },
                built.Positions.Column(position => position, NpgsqlDbType.Bigint));
            batch.Add(_forgetLines, Text(standing.Target), Text(standing.Reference.Value));
        }

        AddLines(batch, changes.Rebuilt);
    }

    void AddExcluded(NpgsqlBatch batch, ErpChanges changes)
    {
        foreach (var (target, run, positions, accounts) in changes.Excluded)
        {
            if (positions.Count > 0)
            {
                batch.Add(_excluded, Text(target), ErpColumns.Number(run), positions.Column(position => position, NpgsqlDbType.Bigint));
            }

            if (accounts.Count > 0)
            {
                batch.Add(
                    _excludedAccounts, Text(target), ErpColumns.Number(run), accounts.Column(each => each.LedgerAccount, NpgsqlDbType.Text),
                    accounts.Column(each => each.BookingDate, NpgsqlDbType.Date));
            }
        }
    }

    void AddLines(NpgsqlBatch batch, List<(DocumentStanding Standing, BuiltDocument Built)> documents)
    {
        var lines = documents.SelectMany(d => d.Built.Links.Select(link => (d.Standing, Line: d.Built.Document.Lines[link.Line - 1], link)))
            .ToList();
        if (lines.Count > 0)
        {
            batch.Add(
                _lines, lines.Column(l => l.Standing.Target, NpgsqlDbType.Text),
                lines.Column(l => l.Standing.Reference.Value, NpgsqlDbType.Text), lines.Column(l => l.link.Line, NpgsqlDbType.Integer),
                lines.Column(l => l.Line.LedgerAccount, NpgsqlDbType.Text), lines.Column(l => l.Line.Account, NpgsqlDbType.Text),
                lines.Column(l => l.Line.Side == Side.Debit ? 'D' : 'C', NpgsqlDbType.InternalChar),
                lines.Column(l => l.Line.Amount.Currency.Code, NpgsqlDbType.Char),
                lines.Column(l => l.Line.Amount.MinorUnits, NpgsqlDbType.Bigint),
                lines.Column(l => Array(l.link.Positions), NpgsqlDbType.Text),
                lines.Column(l => l.link.Sha256, NpgsqlDbType.Bytea), lines.Column(l => l.link.Booked?.Currency.Code, NpgsqlDbType.Text),
                lines.Column(l => l.link.Booked?.MinorUnits, NpgsqlDbType.Bigint));
        }
    }

    void AddMoved(NpgsqlBatch batch, List<DocumentStanding> m)
    {
        if (m.Count > 0)
        {
            batch.Add(
                _moved, m.Column(d => d.Target, NpgsqlDbType.Text), m.Column(d => d.Reference.Value, NpgsqlDbType.Text),
                m.Column(d => d.State.Word(), NpgsqlDbType.Text), m.Column(d => d.Generation, NpgsqlDbType.Integer),
                m.Column(d => d.PayloadHash, NpgsqlDbType.Text), m.Column(d => d.Version, NpgsqlDbType.Bigint),
                m.Column(d => d.Attempt, NpgsqlDbType.Integer), m.Column(d => d.Handle, NpgsqlDbType.Text),
                m.Column(d => d.ErpId, NpgsqlDbType.Text), m.Column(d => d.ErpNumber, NpgsqlDbType.Text),
                m.Column(d => d.PostedDate, NpgsqlDbType.Date), m.Column(d => d.Reason?.WireName(), NpgsqlDbType.Text),
                m.Column(d => d.Detail, NpgsqlDbType.Text), m.Column(d => d.ErpCode, NpgsqlDbType.Text),
                m.Column(d => d.Evidence.Status, NpgsqlDbType.Integer), m.Column(d => d.Evidence.BodySha256, NpgsqlDbType.Text),
                m.Column(d => d.UnknownSince?.UtcDateTime, NpgsqlDbType.TimestampTz),
                m.Column(d => d.DueAt?.UtcDateTime, NpgsqlDbType.TimestampTz),
                m.Column(d => d.ChangedAt.UtcDateTime, NpgsqlDbType.TimestampTz), m.Column(d => d.ChangedBy, NpgsqlDbType.Text),
                m.Column(d => d.FirstSentAt?.UtcDateTime, NpgsqlDbType.TimestampTz));
        }
    }

    static string Array(IReadOnlyList<long> positions) => $"{{{string.Join(',', positions)}}}";

    static NpgsqlParameter Text(string? text) => ErpColumns.Text(text);
}
