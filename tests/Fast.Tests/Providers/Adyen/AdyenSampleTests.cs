using Ledger.PaymentEvents;
using Ledger.Providers.Adyen;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Adyen;

/// <summary>Each sample beside this file, as Adyen would send it, gives exactly what its <c>.expected.json</c> says.</summary>
public sealed class AdyenSampleTests
{
    static readonly SampleFolder Folder = new(new AdyenProvider());

    public static IEnumerable<string> Samples => Folder.Names;

    public static TheoryData<string> SampleNames => [.. Samples];

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Sample_gives_what_is_expected(string name) => Folder.Check(name);

    [Fact]
    public void Every_expectation_has_its_sample() => Folder.CheckPairs();

    internal static byte[] Read(string name) => Folder.Read(name);

    internal static IReadOnlyList<PaymentEvent> All(string name) => Folder.All(name);

    internal static PaymentEvent Single(string name) => Folder.Single(name);
}
