using Xunit;

namespace Ledger.Fast.Tests.Providers.StandardWebhooks;

/// <summary>Each sample beside this file, as a sender would send it, gives exactly what its <c>.expected.json</c> says.</summary>
public sealed class StandardSampleTests
{
    public static TheoryData<string> SampleNames => [.. StandardDeliveries.Folder.Names];

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Sample_gives_what_is_expected(string name) => StandardDeliveries.Folder.Check(name);

    [Fact]
    public void Every_expectation_has_its_sample() => StandardDeliveries.Folder.CheckPairs();
}
