using System.Numerics;
using Ledger.Accounting;
using Npgsql;

namespace Ledger.Reporting.Exporting;

/// <summary>
/// Writes the whole journal as a file of a plain-text accounting tool, ordered by booking date, from one snapshot and
/// without holding it in memory. Entries come from the events, the balances asserted at the end from the read model:
/// when the tool is content, both agree.
/// </summary>
public sealed class PlainTextExport(SchemaSource journal, ChartOfAccounts chart)
{
    const string Extent =
        """
        select coalesce((select max(seq_id) from mt_events), 0),
               coalesce(min((data ->> 'BookingDate')::date), '1970-01-01'),
               coalesce(max((data ->> 'BookingDate')::date), '1970-01-01')
        from mt_events where type = 'journal_entry_posted'
        """;

    const string Balances =
        "select account, currency, debits - credits from account_balance order by account, currency";

    const string Entries =
        """
        select seq_id, timestamp, headers ->> 'hash', data::text
        from mt_events
        where type = 'journal_entry_posted'
        order by (data ->> 'BookingDate')::date, seq_id
        """;

    /// <summary>Names of the formats.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["hledger", "beancount"];

    /// <summary>Writes the journal.</summary>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="target">Where the text goes; lines end in a line feed.</param>
    /// <param name="ct">Stops the export.</param>
    public async Task<ExportSummary> WriteAsync(string format, TextWriter target, CancellationToken ct)
    {
        IPlainTextFormat written = format switch
        {
            "hledger" => new HledgerFormat(),
            "beancount" => new BeancountFormat(),
            _ => throw new ArgumentException($"'{format}' is not one of {string.Join(", ", Formats)}.", nameof(format)),
        };
        target.NewLine = "\n";
        await using var snapshot = await Snapshot.TakeAsync(journal, ct);
        var extent = await ReadExtentAsync(snapshot, ct);
        var names = new AccountNames(written, chart);
        await WriteLinesAsync(target, written.Opening(extent, chart), ct);
        var entries = 0L;
        await using (var command = snapshot.Command(Entries))
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                await WriteLinesAsync(target, written.Entry(Entry(reader), names), ct);
                entries++;
            }
        }

        await WriteLinesAsync(target, written.Closing(extent, names), ct);
        await target.FlushAsync(ct);
        return new ExportSummary(format, entries, extent.Position, extent.First, extent.Last);
    }

    /// <summary>What the tool calls an account of the chart.</summary>
    public string NameOf(string format, string code)
    {
        chart.TryFind(code, out var account);
        return format == "hledger"
            ? new HledgerFormat().NameOf(code, account)
            : new BeancountFormat().NameOf(code, account);
    }

    static async Task<JournalExtent> ReadExtentAsync(Snapshot snapshot, CancellationToken ct)
    {
        long position;
        DateOnly first, last;
        await using (var command = snapshot.Command(Extent))
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            (position, first, last) =
                (reader.GetInt64(0), reader.GetFieldValue<DateOnly>(1), reader.GetFieldValue<DateOnly>(2));
        }

        var balances = new List<SignedBalance>();
        await using (var command = snapshot.Command(Balances))
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                balances.Add(new(
                    reader.GetString(0), Currency.Parse(reader.GetString(1)),
                    (Int128)reader.GetFieldValue<BigInteger>(2)));
            }
        }

        return new JournalExtent(position, first, last, balances);
    }

    static ExportedEntry Entry(NpgsqlDataReader row)
    {
        var position = row.GetInt64(0);
        return new ExportedEntry(
            position, row.GetFieldValue<DateTimeOffset>(1), row.IsDBNull(2) ? null : row.GetString(2),
            RecordedFact.Read(row.GetString(3), position));
    }

    static async Task WriteLinesAsync(TextWriter target, IEnumerable<string> lines, CancellationToken ct)
    {
        foreach (var line in lines)
        {
            await target.WriteLineAsync(line.AsMemory(), ct);
        }
    }
}

/// <summary>What was exported.</summary>
/// <param name="Format">Name of the format.</param>
/// <param name="Entries">How many entries.</param>
/// <param name="Position">Position of the last event of the snapshot.</param>
/// <param name="First">First booking date.</param>
/// <param name="Last">Last booking date.</param>
public sealed record ExportSummary(string Format, long Entries, long Position, DateOnly First, DateOnly Last);
