using System.Text.Json;
using Ledger.Confirmation.Storage;
using Ledger.PaymentEvents;
using Npgsql;

namespace Ledger.Cli.Replaying;

/// <summary>
/// Asks the confirmation what messages stated when they came. Of such a message the journal has what the provider's object stated, which
/// may be other than the message, and rightly so.
/// </summary>
/// <param name="confirmation">Connections to the confirmation's server; null where nothing is confirmed.</param>
sealed class ReadLookup(NpgsqlDataSource? confirmation)
{
    const string There = "select to_regclass('confirmation.provider_read') is not null";

    const string Reported =
        "select reported::text from confirmation.provider_read where provider_event_id = any ($1)";

    bool? _isThere;

    /// <summary>The facts of messages that were sent to be confirmed, by provider and event.</summary>
    public async Task<ILookup<(string Provider, string EventId), PaymentEvent>> FindAsync(
        IEnumerable<PaymentEvent> facts, CancellationToken ct)
    {
        var found = new List<PaymentEvent>();
        if (confirmation is null || !(_isThere ??= await IsThereAsync(confirmation, ct)))
        {
            return found.ToLookup(Key);
        }

        await using var command = confirmation.CreateCommand(Reported);
        command.CommandTimeout = 0;
        command.Parameters.Add(new NpgsqlParameter { Value = facts.Select(fact => fact.ProviderEventId).Distinct().ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.AddRange(JsonSerializer.Deserialize(reader.GetString(0), ReadJson.Default.PaymentEventArray) ?? []);
        }

        return found.ToLookup(Key);
    }

    /// <summary>Which message a fact came with.</summary>
    public static (string Provider, string EventId) Key(PaymentEvent fact) => (fact.Provider, fact.ProviderEventId);

    static async Task<bool> IsThereAsync(NpgsqlDataSource confirmation, CancellationToken ct)
    {
        await using var command = confirmation.CreateCommand(There);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
