using Xunit;

namespace Ledger.Fast.Tests.Providers.PaymentGateway;

/// <summary>R-GW-02: each sample beside this file, as a gateway would send it, gives exactly what its <c>.expected.json</c> says.</summary>
public sealed class GatewaySampleTests
{
    public static TheoryData<string> SampleNames => [.. GatewayDeliveries.Folder.Names];

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Sample_gives_what_is_expected(string name) => GatewayDeliveries.Folder.Check(name);

    [Fact]
    public void Every_expectation_has_its_sample() => GatewayDeliveries.Folder.CheckPairs();
}
