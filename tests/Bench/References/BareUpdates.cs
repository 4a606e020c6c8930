using System.Diagnostics;
using Ledger.Bench.Cpu;
using Npgsql;

namespace Ledger.Bench.References;

/// <summary>One conditional update per order on one row, no event, no order, no register of what was done.</summary>
static class BareUpdates
{
    const string Sku = "HOT";

    /// <summary>One statement after the other; each answer is looked at, as whoever must refuse an order has to.</summary>
    public static Task<TimeSpan> LoopAsync(NpgsqlDataSource source, int orders, int batch, CpuMeter? cpu, CancellationToken ct) =>
        RunAsync(source, orders, batch, cpu, InLoopAsync, ct);

    /// <summary>All statements of a transaction at once; only their sum is looked at.</summary>
    public static Task<TimeSpan> PipelinedAsync(NpgsqlDataSource source, int orders, int batch, CpuMeter? cpu, CancellationToken ct) =>
        RunAsync(source, orders, batch, cpu, AtOnceAsync, ct);

    static async Task<TimeSpan> RunAsync(
        NpgsqlDataSource source, int orders, int batch, CpuMeter? cpu,
        Func<NpgsqlConnection, int, CancellationToken, Task<int>> update, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using (var make = new NpgsqlCommand(
            $"""
            drop table if exists bare_stock;
            create table bare_stock (sku text primary key, available bigint not null, reserved bigint not null) with (fillfactor = 70);
            insert into bare_stock values ('{Sku}', {orders}, 0)
            """, connection))
        {
            await make.ExecuteNonQueryAsync(ct);
        }

        using var measured = cpu?.Measure(orders);
        var clock = Stopwatch.StartNew();
        for (var done = 0; done < orders; done += batch)
        {
            var count = Math.Min(batch, orders - done);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            if (await update(connection, count, ct) is var changed && changed != count)
            {
                throw new InvalidOperationException($"{changed} rows were updated, not {count}.");
            }

            await transaction.CommitAsync(ct);
        }

        return clock.Elapsed;
    }

    static async Task<int> InLoopAsync(NpgsqlConnection connection, int count, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Update, connection);
        foreach (var parameter in Parameters())
        {
            command.Parameters.Add(parameter);
        }

        await command.PrepareAsync(ct);
        var changed = 0;
        for (var n = 0; n < count; n++)
        {
            changed += await command.ExecuteNonQueryAsync(ct);
        }

        return changed;
    }

    static async Task<int> AtOnceAsync(NpgsqlConnection connection, int count, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        for (var n = 0; n < count; n++)
        {
            var command = new NpgsqlBatchCommand(Update);
            command.Parameters.AddRange(Parameters());
            batch.BatchCommands.Add(command);
        }

        await batch.PrepareAsync(ct);
        return await batch.ExecuteNonQueryAsync(ct);
    }

    const string Update = "update bare_stock set available = available - $2, reserved = reserved + $2 where sku = $1 and available >= $2";

    static NpgsqlParameter[] Parameters() => [new NpgsqlParameter<string> { TypedValue = Sku }, new NpgsqlParameter<long> { TypedValue = 1 }];
}
