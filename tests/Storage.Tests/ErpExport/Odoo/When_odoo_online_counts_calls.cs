using Ledger.ErpExport.Adapters;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Odoo;

/// <summary>Odoo Online asks for one call a second and no parallel ones; what it answers to more is a pause.</summary>
public sealed class When_odoo_online_counts_calls
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_adapter_as_it_is_set_by_default_is_never_one_too_many()
    {
        await using var world = await OdooWorld.StartAsync(callsPerSecond: 1);
        await using var adapter = world.NewAdapter(new() { ["callsPerSecond"] = null, ["concurrency"] = null });
        var document = world.NewDocument();

        var finding = Task.WhenAll(adapter.FindAsync(document, Ct), adapter.FindAsync(world.NewDocument(), Ct));
        while (!finding.IsCompleted)
        {
            await Task.WhenAny(finding, Task.Delay(TimeSpan.FromMilliseconds(50), Ct));
            world.Advance(TimeSpan.FromMilliseconds(200));
        }

        Assert.All(await finding, found => Assert.IsType<FindResult.NotFound>(found));
        Assert.True(world.Line.Requests.Count >= 4, $"{world.Line.Requests.Count} calls.");
    }

    [Fact]
    public async Task A_call_too_many_is_throttled_and_nothing_happened()
    {
        await using var world = await OdooWorld.StartAsync(callsPerSecond: 1);
        await using var adapter = world.NewAdapter();
        var document = world.NewDocument();

        var throttled = Assert.IsType<SubmitResult.Throttled>(Assert.Single(await OdooWorld.SubmitAsync(adapter, document)));

        Assert.Equal(adapter.Capabilities.Limits.DefaultRetryAfter, throttled.RetryAfter);
        Assert.Empty(world.Simulator.Office.Entries);
    }
}
