using Ledger.Faults.Parts;
using RabbitMQ.Client;

namespace Ledger.Faults.Checking;

/// <summary>
/// Damage done on purpose before the checks, to show that they find it (<c>--sabotage</c>, hidden). A run without it
/// never comes here.
/// </summary>
static class Sabotage
{
    /// <summary>What there is.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["lose-effect", "double-effect", "lose-delivery", "republish", "dead-letter", "end-worker", "rewind-relay", "lose-unit", "lose-stock-outcome", "move-twice",
            "stock-dead-letter"];

    /// <summary>Does it.</summary>
    public static Task DoAsync(string name, FaultStack stack, CancellationToken ct) => name switch
    {
        "lose-effect" => SqlAsync(stack,
            """
            with one as (select * from journal.inbox where disposition = 'posted' limit 1),
            gone as (
                delete from journal.journal_line
                where position = (select seq_id from journal.mt_events where id = (select outcome_id from one)))
            delete from journal.inbox where fact_key = (select fact_key from one)
            """, ct),
        "double-effect" => SqlAsync(stack,
            """
            insert into journal.journal_line
            select position, minor_units, recorded_at, booking_date, line_no + 100, side, currency, account
            from journal.journal_line limit 1
            """, ct),
        "lose-delivery" => SqlAsync(stack,
            """
            delete from evidence.raw_delivery
            where delivery_id = (select delivery_id from evidence.raw_delivery where verdict = 'verified' limit 1)
            """, ct),
        "end-worker" => stack.Workers[0].EndAsync(ct),
        "rewind-relay" => SqlAsync(stack, "update journal.relay_position set position = position - 1000000", ct),
        "lose-unit" => SqlAsync(stack,
            "update inventory.stock_level set on_hand = on_hand - 1 where sku = (select min(sku) from inventory.stock_level)", ct),
        "lose-stock-outcome" => SqlAsync(stack,
            """
            delete from inventory.inbox
            where fact_key = (select fact_key from inventory.inbox where disposition = 'moved' and stream_id like 'payment/%' limit 1)
            """, ct),
        "move-twice" => SqlAsync(stack,
            """
            insert into inventory.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, is_archived)
            select seq_id + 1000000, gen_random_uuid(), stream_id, version + 1000, data, type, timestamp, tenant_id, mt_dotnet_type, is_archived
            from inventory.mt_events where type = 'stock_moved' and stream_id like 'payment/%' limit 1
            """, ct),
        "stock-dead-letter" => PublishAsync(stack, "", "inventory.dead-letter", "{}", ct),
        "republish" => PublishAsync(stack, "ledger.journal", "journal.entry-posted.x",
            """{"entryId":"00000000-0000-7000-8000-000000000001","position":1}""", ct),
        _ => PublishAsync(stack, "", "journal.dead-letter", "{}", ct),
    };

    static Task SqlAsync(FaultStack stack, string sql, CancellationToken ct) =>
        stack.QueryAsync(sql, _ => Task.FromResult(true), ct);

    static async Task PublishAsync(FaultStack stack, string exchange, string key, string body, CancellationToken ct)
    {
        await using var connection = await new ConnectionFactory { Uri = stack.RabbitMq.Uri }.CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), ct);
        await channel.BasicPublishAsync(
            exchange, key, mandatory: true, new BasicProperties { MessageId = "00000000-0000-7000-8000-000000000002" },
            System.Text.Encoding.UTF8.GetBytes(body), ct);
        await Task.Delay(TimeSpan.FromSeconds(2), ct); // For the subscriber.
    }
}
