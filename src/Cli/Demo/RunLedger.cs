using Ledger.Cli.Demo.Stock;
using Ledger.Cli.Reports;
using Ledger.MessageBus;
using Npgsql;
using RabbitMQ.Client;

namespace Ledger.Cli.Demo;

/// <summary>
/// Reads from the ledger what became of one run: its streams and event ids carry the run's mark, so whatever else is or
/// was in the ledger does not count.
/// </summary>
/// <param name="books">Journal and archive.</param>
/// <param name="broker">The broker.</param>
/// <param name="mark">What every id of the run contains.</param>
sealed class RunLedger(Books books, Uri broker, string mark)
{
    readonly NpgsqlDataSource _journal = books.Journal.Source;

    /// <summary>True where facts are confirmed at their providers.</summary>
    public bool Confirms { get; init; }

    /// <summary>Canonical events that arrived: first ones, repeats, and how many still wait.</summary>
    public async Task<Arrived> ArrivedAsync(CancellationToken ct)
    {
        await using var command = _journal.CreateCommand(
            """
            select (select count(*) from journal.inbox where stream_id like $1),
                   (select count(*) from journal.inbox_repeat where source_event_id like $1),
                   (select count(*) from journal.inbox where stream_id like $1 and disposition = 'held')
            """);
        command.Parameters.Add(new() { Value = Pattern });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new Arrived((int)reader.GetInt64(0), (int)reader.GetInt64(1), (int)reader.GetInt64(2));
    }

    /// <summary>Canonical events of payments that the inventory has dealt with, repeats included.</summary>
    public async Task<int> StockArrivedAsync(CancellationToken ct)
    {
        await using var command = books.Inventory!.Source.CreateCommand(
            """
            select (select count(*) from inventory.inbox where stream_id like $1 and source not like 'inventory/%')
                + (select count(*) from inventory.inbox_repeat where source_event_id like $1)
            """);
        command.Parameters.Add(new() { Value = Pattern });
        return (int)(long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>True when the ledger keeps stock.</summary>
    public async Task<bool> KeepsStockAsync(CancellationToken ct)
    {
        if (books.Inventory is not { } inventory)
        {
            return false;
        }

        await using var command = inventory.Source.CreateCommand("select to_regclass('inventory.stock_level') is not null");
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>What the inventory says of the run's SKUs.</summary>
    public async Task<StockFigures> StockAsync(CancellationToken ct)
    {
        await using var command = books.Inventory!.Source.CreateCommand(
            """
            select sku, on_hand, reserved, committed, in_inspection, damaged, on_hand - reserved - committed - safety_stock, on_hand_cost
            from inventory.stock_level where sku like $1 order by sku collate "C"
            """);
        command.Parameters.Add(new() { Value = Pattern });
        var stocks = new List<StockFigure>();
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                stocks.Add(new StockFigure(
                    reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4),
                    reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7)));
            }
        }

        return new StockFigures(
            stocks,
            (int)await NumberAsync("select count(*) from inventory.inbox where stream_id like $1 and reason = 'OUT_OF_STOCK'", ct),
            await NumberAsync(Units("shipped"), ct), await NumberAsync(Units("returned"), ct));
    }

    static string Units(string kind) =>
        $"""
        select coalesce(sum((m ->> 'Quantity')::bigint), 0)::bigint
        from inventory.mt_events cross join lateral jsonb_array_elements(data -> 'Movements') m
        where type = 'stock_moved' and stream_id like $1 and m ->> 'Kind' = '{kind}'
        """;

    async Task<long> NumberAsync(string sql, CancellationToken ct)
    {
        await using var command = books.Inventory!.Source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = Pattern });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Deliveries of the run that lie in the archive.</summary>
    public async Task<int> ArchivedAsync(CancellationToken ct)
    {
        await using var command = books.Evidence.Source.CreateCommand(
            "select count(*) from evidence.raw_delivery where verdict = 'verified' and provider_event_id like $1");
        command.Parameters.Add(new() { Value = Pattern });
        return (int)(long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Position of the journal's last entry, of whatever run; 0 when there is none.</summary>
    public async Task<long> LastEntryAsync(CancellationToken ct)
    {
        await using var command = _journal.CreateCommand(
            "select coalesce((select seq_id from journal.mt_events where type = 'journal_entry_posted' order by seq_id desc limit 1), 0)");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Messages in all dead-letter queues, of whatever run.</summary>
    public async Task<int> DeadLetteredAsync(CancellationToken ct)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        var count = 0u;
        foreach (var queue in ConsumerQueues.With(await KeepsStockAsync(ct), Confirms))
        {
            count += (await channel.QueueDeclarePassiveAsync(queue.DeadLetterName, ct)).MessageCount;
        }

        return (int)count;
    }

    /// <summary>Counts what became of the events; requests and dead letters are counted by the caller.</summary>
    public async Task<DemoFigures> FiguresAsync(DeliverySender sender, int deadLettered, CancellationToken ct)
    {
        var dispositions = await CountsAsync(
            "select disposition, count(*) from journal.inbox where stream_id like $1 group by disposition", ct);
        var repeats = await CountsAsync(
            "select kind, count(*) from journal.inbox_repeat where source_event_id like $1 group by kind", ct);
        var entries = await CountsAsync(
            "select type, count(*) from journal.mt_events where stream_id like $1 group by type", ct);
        return new DemoFigures
        {
            Sent = sender.Sent,
            Acknowledged = sender.Acknowledged,
            Refused = sender.Refused,
            Posted = entries.GetValueOrDefault("journal_entry_posted"),
            Duplicates = repeats.GetValueOrDefault("SAME_MESSAGE") + repeats.GetValueOrDefault("SAME_FACT"),
            Noops = dispositions.GetValueOrDefault("noted") + dispositions.GetValueOrDefault("noop"),
            Held = dispositions.GetValueOrDefault("held"),
            DeadLettered = deadLettered,
            Exceptions = dispositions.GetValueOrDefault("exception")
                + repeats.GetValueOrDefault("KEY_REUSED") + repeats.GetValueOrDefault("FACT_CONTRADICTED"),
            Balances = await BalancesAsync(ct),
        };
    }

    async Task<List<AccountFigure>> BalancesAsync(CancellationToken ct)
    {
        await using var command = _journal.CreateCommand(
            """
            select currency, account, coalesce(sum(minor_units) filter (where side = 'D'), 0)::bigint,
                   coalesce(sum(minor_units) filter (where side = 'C'), 0)::bigint
            from journal.journal_line join journal.mt_events on seq_id = position
            where stream_id like $1
            group by currency, account
            order by currency, account
            """);
        command.Parameters.Add(new() { Value = Pattern });
        var figures = new List<AccountFigure>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            figures.Add(new AccountFigure(
                reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return figures;
    }

    async Task<Dictionary<string, int>> CountsAsync(string sql, CancellationToken ct)
    {
        await using var command = _journal.CreateCommand(sql);
        command.Parameters.Add(new() { Value = Pattern });
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            counts[reader.GetString(0)] = (int)reader.GetInt64(1);
        }

        return counts;
    }

    string Pattern => $"%{mark}%";
}

/// <summary>Canonical events of a run that reached the journal.</summary>
/// <param name="First">Seen for the first time.</param>
/// <param name="Repeats">Recognised as repeats.</param>
/// <param name="Held">Of the first ones, waiting for their predecessor.</param>
sealed record Arrived(int First, int Repeats, int Held)
{
    /// <summary>All of them.</summary>
    public int Count => First + Repeats;
}
