using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Evidence.Sealing;

/// <summary>
/// The data keys that a writer seals under: asked for and made in one statement, and remembered. For one caller at a time.
/// </summary>
sealed class BodyKeys(NpgsqlDataSource source, string schema, MasterKeys masters)
{
    /// <summary>Subjects remembered; beyond that all are forgotten and asked for anew.</summary>
    const int SubjectsMax = 100_000;

    /// <summary>Questions asked before it counts as a fault: each further one means that another writer was quicker.</summary>
    const int AttemptsMax = 10;

    readonly Dictionary<DateOnly, BodyKey> _months = [];
    readonly Dictionary<string, BodyKey> _subjects = new(StringComparer.Ordinal);

    // What is known already is not inserted in vain: each attempt would use up an id. One lookup for each, whatever the planner
    // thinks of a table that it knows nothing of yet.
    readonly string _ensure =
        $"""
        with asked as (
            select *, coalesce(month::text, encode(subject, 'hex')) as name
            from unnest($1::text[], $2::date[], $3::bytea[], $4::text[], $5::text[], $6::bytea[])
                as a (kind, month, subject, provider, account, wrapped)),
        known as (
            select k.* from unnest($2::date[]) as u (month), lateral (
                select key_id, month, subject, master_id, wrapped from "{schema}".archive_key
                where kind = 'month' and month = u.month and retired_at is null and destroyed_at is null offset 0) k
            union all
            select k.* from unnest($3::bytea[]) as u (subject), lateral (
                select key_id, month, subject, master_id, wrapped from "{schema}".archive_key
                where kind = 'subject' and subject = u.subject and retired_at is null and destroyed_at is null offset 0) k),
        made as (
            insert into "{schema}".archive_key (kind, month, subject, provider, account, master_id, wrapped, created_at)
            select a.kind, a.month, a.subject, a.provider, a.account, $7, a.wrapped, $8 from asked a
            where a.name not in (select coalesce(k.month::text, encode(k.subject, 'hex')) from known k)
            on conflict do nothing
            returning key_id, month, subject, master_id, wrapped)
        select * from known union all select * from made
        """;

    /// <summary>The key of a month that was ensured.</summary>
    public BodyKey Of(DateOnly month) => _months[month];

    /// <summary>The key of a subject that was ensured.</summary>
    public BodyKey Of(ArchivedSubject subject) => _subjects[subject.Sha256];

    /// <summary>Forgets everything, for when a key was destroyed or retired meanwhile.</summary>
    public void Forget()
    {
        _months.Clear();
        _subjects.Clear();
    }

    /// <summary>Sees to it that all months and subjects have their keys.</summary>
    public async Task EnsureAsync(
        IEnumerable<DateOnly> months, IEnumerable<ArchivedSubject> subjects, DateTimeOffset now, CancellationToken ct)
    {
        var (wantedMonths, wantedSubjects) = (months.Distinct().ToList(), subjects.DistinctBy(each => each.Sha256).ToList());
        if (_subjects.Count + wantedSubjects.Count > SubjectsMax)
        {
            _subjects.Clear();
        }

        for (var attempt = 0; ; attempt++)
        {
            var newMonths = wantedMonths.Where(month => !_months.ContainsKey(month)).ToList();
            var newSubjects = wantedSubjects.Where(subject => !_subjects.ContainsKey(subject.Sha256)).ToList();
            if (newMonths.Count + newSubjects.Count == 0)
            {
                return;
            }

            if (attempt == AttemptsMax)
            {
                throw new InvalidOperationException(
                    $"Keys of {newMonths.Count} months and {newSubjects.Count} subjects are not to be had.");
            }

            await AskAsync(newMonths, newSubjects, now, ct);
        }
    }

    async Task AskAsync(List<DateOnly> months, List<ArchivedSubject> subjects, DateTimeOffset now, CancellationToken ct)
    {
        var master = masters.Current;
        byte[] Fresh(string purpose) => KeyWrap.Wrap(master, purpose, RandomNumberGenerator.GetBytes(BodyKey.Length));
        await using var command = source.CreateCommand(_ensure);
        void Add(NpgsqlDbType type, object value) =>
            command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
        void AddAll<T>(NpgsqlDbType type, Func<DateOnly, T> month, Func<ArchivedSubject, T> subject) =>
            Add(NpgsqlDbType.Array | type, (T[])[.. months.Select(month), .. subjects.Select(subject)]);
        AddAll(NpgsqlDbType.Text, _ => "month", _ => "subject");
        AddAll(NpgsqlDbType.Date, month => (DateOnly?)month, _ => null);
        AddAll(NpgsqlDbType.Bytea, _ => (byte[]?)null, subject => Convert.FromHexString(subject.Sha256));
        AddAll(NpgsqlDbType.Text, _ => (string?)null, subject => subject.Provider);
        AddAll(NpgsqlDbType.Text, _ => (string?)null, subject => subject.Account);
        AddAll(
            NpgsqlDbType.Bytea, month => Fresh(KeyWrap.PurposeOf(month)),
            subject => Fresh(KeyWrap.PurposeOf(Convert.FromHexString(subject.Sha256))));
        Add(NpgsqlDbType.Text, master.Id);
        Add(NpgsqlDbType.TimestampTz, now);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            Remember(reader);
        }
    }

    void Remember(NpgsqlDataReader row)
    {
        byte[] Key(string purpose) => KeyWrap.Unwrap(masters, row.GetString(3), purpose, row.GetFieldValue<byte[]>(4));
        if (row.IsDBNull(1))
        {
            var subject = row.GetFieldValue<byte[]>(2);
            _subjects[Convert.ToHexStringLower(subject)] = new BodyKey(row.GetInt64(0), Key(KeyWrap.PurposeOf(subject)));
        }
        else
        {
            var month = row.GetFieldValue<DateOnly>(1);
            _months[month] = new BodyKey(row.GetInt64(0), Key(KeyWrap.PurposeOf(month)));
        }
    }
}
