using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Ledger.Bench.References;

/// <summary>Consumes the reference gateway's queues and stores each batch with one array insert: no rules, no balances.</summary>
public static class ReferenceWorker
{
    /// <summary>Consumes until cancelled; creates its two tables first.</summary>
    public static async Task RunAsync(Uri broker, string postgres, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        await using (var create = source.CreateCommand("""
            create table if not exists reference_facts (n bigint generated always as identity primary key, data jsonb);
            create table if not exists reference_bytes (n bigint generated always as identity primary key, body bytea);
            """))
        {
            await create.ExecuteNonQueryAsync(ct);
        }

        var factory = new ConnectionFactory { Uri = broker };
        await using var connection = await factory.CreateConnectionAsync(ct);
        await Task.WhenAll(
            ConsumeAsync(connection, source, ReferenceGateway.FactsQueue,
                "insert into reference_facts (data) select unnest($1)", NpgsqlDbType.Jsonb, ct),
            ConsumeAsync(connection, source, ReferenceGateway.BytesQueue,
                "insert into reference_bytes (body) select unnest($1)", NpgsqlDbType.Bytea, ct));
    }

    static async Task ConsumeAsync(
        IConnection connection, NpgsqlDataSource source, string queue, string sql, NpgsqlDbType type,
        CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        await channel.BasicQosAsync(0, 1_000, false, ct);
        var waiting = Channel.CreateUnbounded<(ulong Tag, byte[] Body)>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            waiting.Writer.TryWrite((delivery.DeliveryTag, delivery.Body.ToArray()));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, false, consumer, ct);
        while (await waiting.Reader.WaitToReadAsync(ct))
        {
            var bodies = new List<byte[]>();
            ulong last = 0;
            while (bodies.Count < 1_000 && waiting.Reader.TryRead(out var message))
            {
                bodies.Add(message.Body);
                last = message.Tag;
            }

            await using var insert = source.CreateCommand(sql);
            insert.Parameters.Add(new NpgsqlParameter { Value = bodies, NpgsqlDbType = NpgsqlDbType.Array | type });
            await insert.ExecuteNonQueryAsync(ct);
            await channel.BasicAckAsync(last, multiple: true, ct);
        }
    }
}
