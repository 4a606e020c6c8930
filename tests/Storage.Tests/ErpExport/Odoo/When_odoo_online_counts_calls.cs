using Ledger.ErpExport.Adapters;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Odoo;

/// <summary>Odoo Online asks for one call a second and no parallel ones; what it answers to more is a pause (R-ERP-28).</summary>
public sealed class When_odoo_online_counts_calls
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_adapter_as_it_is_set_by_default_keeps_to_one_call_a_second()
    {
        // Two a second: calls that begin a second apart may arrive a little closer.
        await using var world = await OdooWorld.StartAsync(callsPerSecond: 2);
        await using var adapter = world.NewAdapter(new() { ["callsPerSecond"] = null, ["concurrency"] = null });
        Assert.Equal(1, adapter.Capabilities.Limits.MaxConcurrency);
        Assert.Equal([new RateWindow(1, TimeSpan.FromSeconds(1))], adapter.Capabilities.Limits.Windows);

        var finding = Task.WhenAll(adapter.FindAsync(world.NewDocument(), Ct), adapter.FindAsync(world.NewDocument(), Ct));

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
