using Ledger.Providers.Adyen;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Adyen;

/// <summary>Every field of every payload harmed in every way: never a fault, never a wrong amount, never a hang.</summary>
public sealed class When_a_field_is_harmed
{
    const string Shared = "webhooks/adyen";

    static readonly string[] AmountFields = ["amount", "value", "currency"];

    public static TheoryData<string> SampleNames => AdyenSampleTests.SampleNames;

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void A_sample_gives_no_wrong_amount(string name) => Check(name, AdyenSampleTests.Read(name));

    [Fact]
    public void A_public_payload_gives_no_wrong_amount()
    {
        var files = Directory.EnumerateFiles(SharedData.Locate(Shared), "*.json", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/vectors/", StringComparison.Ordinal)).ToList();

        Assert.Equal(63, files.Count);
        Assert.All(files, file => Check(Path.GetFileName(file), File.ReadAllBytes(file)));
    }

    /// <summary>Whatever a body is, its signature can be looked for.</summary>
    [Theory]
    [MemberData(nameof(SampleNames))]
    public void A_harmed_sample_is_refused_without_a_fault(string name)
    {
        var settings = Deliveries.Settings with { Secrets = ["00FF00FF"] };
        Assert.All(MutantsOf(AdyenSampleTests.Read(name)), mutant => Assert.IsType<Ledger.Providers.Verification.Refused>(
            AdyenSignature.Verify(Deliveries.Of(mutant.Body), settings)));
    }

    static void Check(string name, byte[] body) => MutationRun.Check(
        new AdyenProvider(), name, body, MutantsOf(body), bytes => Deliveries.Of(bytes),
        path => path.Split('.').Any(AmountFields.Contains));

    /// <summary>The smallest messages have so few fields that their bytes must make up for it.</summary>
    static List<Mutant> MutantsOf(byte[] body)
    {
        List<Mutant> fields = [.. Mutants.OfFields(body)];
        return [.. fields, .. Mutants.OfBytes(body, Math.Max(50, MutationRun.MutantsMin - fields.Count), seed: 6)];
    }
}
