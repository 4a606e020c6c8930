using Ledger.Cli.Shell;
using Ledger.Evidence;
using Ledger.Evidence.Sealing;
using Ledger.PaymentEvents;
using Ledger.Providers;
using Npgsql;

namespace Ledger.Cli.Archive;

/// <summary>The archive, opened for a command.</summary>
sealed class ArchiveBooks(CommandContext context) : IAsyncDisposable
{
    /// <summary>Where the archive's tables lie.</summary>
    public const string Schema = "evidence";

    /// <summary>Connections to its server.</summary>
    public NpgsqlDataSource Source { get; } = NpgsqlDataSource.Create(context.Connections.Evidence);

    /// <summary>The master keys; null when nothing names any.</summary>
    public MasterKeys? KeysIfAny { get; } = context.Connections.ArchiveKeys;

    /// <summary>The master keys.</summary>
    /// <exception cref="CliError">Nothing names any.</exception>
    public MasterKeys Keys => KeysIfAny ?? throw CliError.Missing(
        "ARCHIVE_KEYS_NOT_SET", $"{MasterKeys.FileSetting} is not set: it names the file of the archive's master keys.",
        "Set it to the file that the worker uses.");

    /// <summary>Whom a delivery names, by today's translation; nobody when it is not authentic or says no fact.</summary>
    public static IReadOnlyList<ArchivedSubject> SubjectsOf(ArchivedDelivery delivery)
    {
        if (delivery.Verdict != "verified" || delivery.Body is not { } body || delivery.Account is not { } account
            || AllProviders.List.FirstOrDefault(each => each.Name == delivery.Provider) is not { } provider)
        {
            return [];
        }

        var webhook = new RawWebhook(
            delivery.DeliveryId, ArchivedHeaders.Read(delivery.Headers), body, delivery.BodySha256, delivery.ReceivedAt);
        var facts = provider.Translate(webhook, new EndpointSettings { Account = account, Secrets = [] }).Events;
        return [.. NamedCustomer.AllOf(facts).Select(subject => new ArchivedSubject(delivery.Provider, subject.Account, subject.Sha256))];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
