namespace Ledger.MessageBus;

/// <summary>A consumer's quorum queue; beside it stand <c>{Name}.dead-letter</c> and <c>{Name}.skipped</c>.</summary>
/// <param name="Name">Name of the queue and of the consumer, such as <c>journal</c>.</param>
/// <param name="Exchange">Topic exchange it is bound to.</param>
/// <param name="RoutingKey">
/// Binding key: <c>delivery.#</c> for whatever is published, <c>to.NAME</c> for an addressed queue. The broker reports a mandatory
/// message as unroutable only when it reached no queue at all; so that each queue answers for itself, a queue that takes whatever
/// is published is alone on its exchange, and where there are several each is addressed.
/// </param>
public sealed record ConsumerQueue(string Name, string Exchange, string RoutingKey)
{
    /// <summary>
    /// True when it gets copies of its own of what is published to its exchange; those that wait at the same time go as one
    /// <see cref="Bundling.Bundle"/>.
    /// </summary>
    public bool IsAddressed => RoutingKey.StartsWith("to.", StringComparison.Ordinal);

    /// <summary>Where messages go that cannot be processed.</summary>
    public string DeadLetterName => $"{Name}.dead-letter";

    /// <summary>Where messages go that the consumer does not know.</summary>
    public string SkippedName => $"{Name}.skipped";
}

/// <summary>THE list of consumers. Whoever starts first declares the queues of all of them.</summary>
public static class ConsumerQueues
{
    /// <summary>
    /// Posts journal entries. It is addressed, as the inventory is: what is published to its exchange is sent to it once more, in
    /// bundles when there is much.
    /// </summary>
    public static readonly ConsumerQueue Journal = new("journal", Topics.Payments.Exchange, "to.journal");

    /// <summary>Moves stock; an installation that keeps none does without it.</summary>
    public static readonly ConsumerQueue Inventory = new("inventory", Topics.Payments.Exchange, "to.inventory");

    /// <summary>
    /// Reads what a provider's API says before a fact goes to the others; an installation that gives no access to an API does without it.
    /// </summary>
    public static readonly ConsumerQueue Confirmation = new("confirmation", Topics.Reports.Exchange, "report.#");

    /// <summary>Archives raw deliveries.</summary>
    public static readonly ConsumerQueue Evidence = new("evidence", Topics.Deliveries.Exchange, "delivery.#");

    /// <summary>Makes documents of posted entries for the ERPs; an installation that exports to none does without it.</summary>
    public static readonly ConsumerQueue ErpExport = new("erp-export", Topics.Journal.Exchange, "to.erp-export");

    /// <summary>Takes what outside adapters say about their documents.</summary>
    public static readonly ConsumerQueue ErpAcknowledgements =
        new("erp-acknowledgements", Topics.ErpAcknowledgements.Exchange, "acknowledgement.#");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ConsumerQueue> All { get; } =
        [Journal, Inventory, Confirmation, Evidence, ErpExport, ErpAcknowledgements];

    /// <summary>Those of an installation that says nothing about it.</summary>
    public static IReadOnlyList<ConsumerQueue> Standard { get; } = With();

    /// <summary>The variable that says whether an installation keeps stock, for gateway and worker alike.</summary>
    public const string InventorySetting = "LEDGER_INVENTORY";

    /// <summary>The variable that says whether an installation exports to ERPs, for workers.</summary>
    public const string ErpSetting = "LEDGER_ERP";

    /// <summary>The variable that says whether facts are confirmed at the provider, for gateway and worker alike.</summary>
    public const string ConfirmationSetting = "LEDGER_CONFIRMATION";

    /// <summary>The consumers of an installation.</summary>
    public static IReadOnlyList<ConsumerQueue> With(bool inventory = true, bool confirmation = false, bool erp = false) =>
    [
        Journal,
        .. inventory ? [Inventory] : (ConsumerQueue[])[],
        .. confirmation ? [Confirmation] : (ConsumerQueue[])[],
        Evidence,
        .. erp ? [ErpExport, ErpAcknowledgements] : (ConsumerQueue[])[],
    ];

    /// <summary>
    /// The consumers of an installation by those variables, <c>on</c> or <c>off</c> each: when nothing is said the inventory is on, the
    /// export to ERPs and the confirmation are off.
    /// </summary>
    /// <param name="setting">Gives a variable's value; null when it is not set.</param>
    /// <param name="errors">Gets a sentence for each that says anything else.</param>
    public static IReadOnlyList<ConsumerQueue> Of(Func<string, string?> setting, ICollection<string> errors) => With(
        IsOn(setting, InventorySetting, standard: true, errors),
        IsOn(setting, ConfirmationSetting, standard: false, errors),
        IsOn(setting, ErpSetting, standard: false, errors));

    static bool IsOn(Func<string, string?> setting, string name, bool standard, ICollection<string> errors)
    {
        switch (setting(name))
        {
            case null or "":
                return standard;
            case "on":
                return true;
            case "off":
                return false;
            case var other:
                errors.Add($"{name} is '{other}'; there are on and off.");
                return standard;
        }
    }
}
