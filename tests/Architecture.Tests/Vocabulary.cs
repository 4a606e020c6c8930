using System.Text.RegularExpressions;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Architecture.Tests;

public sealed partial class Vocabulary
{
    static readonly string[] Providers =
    [
        "stripe", "adyen", "paypal", "braintree", "standard-webhooks", "standardwebhooks", "payment-gateway", "paymentgateway",
    ];

    static readonly string[] PaymentWords =
    [
        "payment", "refund", "chargeback", "dispute", "payout", "capture", "invoice", "currency", "debit", "credit",
    ];

    [Fact]
    public void Names_of_providers_occur_only_in_their_own_folder() => WorkingCopy.Report(
        from file in WorkingCopy.Find("src/", ".cs", ".sql", ".yaml", ".csproj", ".json")
        where !file.EndsWith("packages.lock.json", StringComparison.Ordinal)
        from line in WorkingCopy.Lines(file)
        from provider in Providers
        where line.Text.Contains(provider, StringComparison.OrdinalIgnoreCase)
        where !IsAllowed(provider, file, line.Text)
        select $"{file}:{line.Number}: {line.Text.Trim()}",
        "A provider is one folder and one line; its name elsewhere is a leak:");

    [Fact]
    public void Every_provider_folder_is_known_to_this_rule() => Assert.All(
        Directory.GetDirectories(Path.Combine(Repository.Root, "src", "Providers"))
            .Where(folder => Directory.EnumerateFiles(folder, "*Provider.cs").Any()).Select(Path.GetFileName),
        folder => Assert.Contains(folder!, Providers, StringComparer.OrdinalIgnoreCase));

    [Fact]
    public void The_event_store_knows_no_payment_word() => WorkingCopy.Report(
        from file in WorkingCopy.Find("src/EventStore/", ".cs", ".sql")
        from line in WorkingCopy.Lines(file)
        where !IsDocumentation(line.Text)
        from word in PaymentWords
        where line.Text.Contains(word, StringComparison.OrdinalIgnoreCase)
        select $"{file}:{line.Number}: {word}",
        "The store holds any stream; what is in it is the consumers' concern:");

    [Theory]
    [InlineData("float")]
    [InlineData("double")]
    public void Money_never_meets_binary_fractions(string type) => WorkingCopy.Report(
        from folder in new[] { "Accounting", "PaymentEvents", "Providers", "JournalPosting", "Reporting" }
        from file in WorkingCopy.Find($"src/{folder}/", ".cs")
        where !file.EndsWith("Metrics.cs", StringComparison.Ordinal)
        from line in WorkingCopy.Lines(file)
        where !IsDocumentation(line.Text)
        where Regex.IsMatch(line.Text, $@"\b{type}\b(?! \w*Seconds\b)", RegexOptions.None, Limit)
        select $"{file}:{line.Number}: {line.Text.Trim()}",
        $"{type} cannot hold money; use Money, or decimal for rates:");

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    // Allowed: the provider's folder and that of its simulator, the one line of each list, an example in a doc sentence, the demo,
    // which plays the provider's part, the secrets file it is given, the samples of the published contract, and the column of the
    // posting matrix that tells people what each provider calls the trigger.
    static bool IsAllowed(string provider, string file, string line) =>
        file.StartsWith($"src/Providers/{provider.Replace("-", "", StringComparison.Ordinal)}/", StringComparison.OrdinalIgnoreCase)
        || file.StartsWith("src/Cli/Demo/", StringComparison.Ordinal)
        || file.StartsWith("src/Contract/Samples/", StringComparison.Ordinal)
        || IsSimulator(provider, file)
        || file is "src/Providers/AllProviders.cs" or "src/ProviderSimulators/AllProviderSimulators.cs"
            or "src/LocalStack/Product/DemoProviders.cs"
        || (file == "src/JournalPosting/matrix.yaml" && StartsWith(line, "trigger:"))
        || IsDocumentation(line);

    static bool IsSimulator(string provider, string file) =>
        file.StartsWith($"src/ProviderSimulators/{provider.Replace("-", "", StringComparison.Ordinal)}/", StringComparison.OrdinalIgnoreCase);

    static bool IsDocumentation(string line) => StartsWith(line, "///");

    static bool StartsWith(string line, string mark) => line.TrimStart().StartsWith(mark, StringComparison.Ordinal);
}
