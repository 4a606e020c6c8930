using System.Collections.Concurrent;
using System.Text.Json;
using Ledger.Acceptance.Tests.Conformance;
using Ledger.Fast.Tests.Providers;
using Ledger.Fast.Tests.Providers.Braintree;
using Ledger.Providers;
using Ledger.Providers.PayPal;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>
/// Payloads of every provider harmed in every way, signed as the provider signs, through a real gateway: it answers each in time, and never
/// with a fault of its own. What the mutants may say, the tests of each provider's translation check.
/// </summary>
public sealed class When_payloads_are_harmed : IAsyncLifetime
{
    const int MutantsEach = 200;

    /// <summary>Of each public payload; all of them, by the hundred more, go through the translation in the tests of each provider.</summary>
    const int OfEachPublic = 50;
    static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    static readonly Dictionary<string, (string Folder, string Secret)> Providers = new(StringComparer.Ordinal)
    {
        ["stripe"] = ("Stripe", "whsec_of_mutants_0123456789"),
        ["adyen"] = ("Adyen", "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"),
        ["paypal"] = ("PayPal", "3RN13029J36659323"),
        ["braintree"] = ("Braintree", "public_of_mutants|private_of_mutants"),
        ["standard-webhooks"] = ("StandardWebhooks", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        ["payment-gateway"] = ("PaymentGateway", "secret_of_mutants_0123456789"),
    };

    readonly LoopbackHost _certificates = new();
    readonly string _secrets = Path.Combine(Path.GetTempPath(), $"secrets-{Guid.CreateVersion7():N}.json");
    PayPalSigner _payPal = null!;
    RunningGateway _gateway = null!;

    public static TheoryData<string> Names => [.. Providers.Keys];

    public async ValueTask InitializeAsync()
    {
        _payPal = new PayPalSigner(new Uri(_certificates.Address, "/certs/1"), TimeProvider.System.GetUtcNow().AddDays(-1));
        _certificates.Serve("/certs/1", _payPal.CertificatePem);
        await File.WriteAllTextAsync(_secrets, JsonSerializer.Serialize(Providers.ToDictionary(each => each.Key, each => new
        {
            endpoints = new
            {
                @default = new
                {
                    account = "acct_1",
                    secrets = new[] { each.Value.Secret },
                    certificateHosts = each.Key == "paypal" ? new[] { _certificates.Address.Authority } : [],
                    trustedRoots = each.Key == "paypal" ? new[] { _payPal.RootPem } : [],
                },
            },
        })));
        _gateway = await RunningGateway.StartAsync(
            options => options with { SecretsFile = _secrets, SourcePerSecond = 1_000_000, SourceBurst = 1_000_000 });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _certificates.DisposeAsync();
        _payPal.Dispose();
        File.Delete(_secrets);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_is_answered_and_none_by_a_fault_of_ours(string provider) => await HarmAsync(provider, OwnPayloads(provider), MutantsEach);

    [Theory]
    [InlineData("stripe")]
    [InlineData("adyen")]
    [InlineData("paypal")]
    [InlineData("braintree")]
    public async Task So_is_each_of_the_payloads_that_are_public(string provider) => await HarmAsync(
        provider, PublicPayloads.Of(provider), OfEachPublic);

    async Task HarmAsync(string provider, IReadOnlyList<byte[]> payloads, int each)
    {
        Assert.NotEmpty(payloads);
        var answers = new ConcurrentDictionary<int, int>();
        var faults = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            payloads.SelectMany(payload => Spread(MutantsOf(provider, payload), each)), new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (mutant, _) =>
            {
                var started = TimeProvider.System.GetTimestamp();
                var answer = await SendAsync(provider, mutant.Body);
                answers.AddOrUpdate(answer.Status, 1, (_, count) => count + 1);
                if (answer.Status >= 500 || TimeProvider.System.GetElapsedTime(started) > AnswerWithin)
                {
                    faults.Enqueue($"{answer.Status} {answer.Text}: {mutant.Path} {mutant.Kind}");
                }
            });

        Assert.Empty(faults);
        Assert.True(answers.Values.Sum() >= each * payloads.Count, $"Only {answers.Values.Sum()} mutants.");
        Assert.True(answers.GetValueOrDefault(200) > 0 && answers.Count > 1, string.Join(", ", answers));
    }

    static List<Mutant> MutantsOf(string provider, byte[] payload)
    {
        var mutants = (provider == "braintree" ? XmlMutants.OfElements(payload) : Mutants.OfFields(payload)).ToList();
        mutants.AddRange(Mutants.OfBytes(payload, Math.Max(MutantsEach / 4, MutantsEach - mutants.Count), seed: 1));
        return mutants;
    }

    /// <summary>At least so many of the mutants, evenly from all kinds.</summary>
    static IEnumerable<Mutant> Spread(List<Mutant> mutants, int least) =>
        mutants.Where((_, place) => place % Math.Max(1, mutants.Count / least) == 0);

    /// <summary>A capture and a dispute of our own samples.</summary>
    static List<byte[]> OwnPayloads(string provider)
    {
        var folder = Path.Combine(Repository.Root, "tests", "Fast.Tests", "Providers", Providers[provider].Folder);
        var files = Directory.EnumerateFiles(folder, provider == "braintree" ? "*.xml" : "*.json")
            .Where(file => !file.EndsWith(".expected.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        return
        [
            .. new[] { "capture", "dispute" }.Select(kind => files.First(file => Path.GetFileName(file).StartsWith(kind, StringComparison.Ordinal)))
                .Select(File.ReadAllBytes),
        ];
    }

    Task<RunningGateway.Answered> SendAsync(string provider, byte[] body)
    {
        var now = TimeProvider.System.GetUtcNow();
        var signed = provider == "paypal"
            ? _payPal.Sign(body, Providers[provider].Secret, now)
            : AllProviders.List.Single(each => each.Name == provider).Sign(body, Providers[provider].Secret, now)
                ?? new SignedRequest(body, new Dictionary<string, string>());
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/webhooks/{provider}") { Content = new ReadOnlyMemoryContent(signed.Body) };
        foreach (var (name, value) in signed.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return _gateway.SendAsync(request);
    }
}
