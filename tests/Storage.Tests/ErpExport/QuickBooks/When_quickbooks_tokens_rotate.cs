using Ledger.ErpExport.Adapters;
using Ledger.Storage.Tests.ErpExport.Contract;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.QuickBooks;

/// <summary>A refresh token works once; losing the next one costs a login by a person.</summary>
public sealed class When_quickbooks_tokens_rotate
{
    const string Key = "quickbooks/9130350000000001";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_crash_between_renewal_and_use_loses_nothing()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        world.Vault.AfterKeeping = () => throw new InvalidOperationException("The process ends here.");
        await using (var crashing = world.NewAdapter())
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => crashing.FindAsync(world.NewDocument(), Ct));
        }

        world.Vault.AfterKeeping = null;
        await using var next = world.NewAdapter();

        Assert.IsType<FindResult.NotFound>(await next.FindAsync(world.NewDocument(), Ct));
        Assert.Equal(1, world.Simulator.SignIn.Renewals);
        Assert.Equal(world.Simulator.SignIn.RefreshToken, (await world.Vault.ReadAsync(Key, Ct))?.Refresh);
    }

    [Fact]
    public async Task Two_adapters_that_renew_at_once_use_the_refresh_token_once()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var one = world.NewAdapter();
        await using var other = world.NewAdapter();

        await Task.WhenAll(one.FindAsync(world.NewDocument(), Ct), other.FindAsync(world.NewDocument(), Ct));
        Assert.Equal(1, world.Simulator.SignIn.Renewals);

        await world.EndSessionAsync();
        await Task.WhenAll(one.FindAsync(world.NewDocument(), Ct), other.FindAsync(world.NewDocument(), Ct));
        Assert.Equal(2, world.Simulator.SignIn.Renewals);
    }

    [Fact]
    public async Task An_access_token_is_renewed_before_its_hour_is_over()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        await adapter.FindAsync(world.NewDocument(), Ct);
        world.Advance(TimeSpan.FromMinutes(58));
        await adapter.FindAsync(world.NewDocument(), Ct);
        Assert.Equal(1, world.Simulator.SignIn.Renewals);

        world.Advance(TimeSpan.FromMinutes(1.5));
        await adapter.FindAsync(world.NewDocument(), Ct);

        Assert.Equal(2, world.Simulator.SignIn.Renewals);
        Assert.DoesNotContain(world.Line.Requests, request => request.Address.Query.Contains("access", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Access_that_was_taken_away_holds_documents_until_a_person_has_logged_in_again()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        var document = world.NewDocument();
        await adapter.FindAsync(document, Ct);
        world.Simulator.SignIn.Revoke("refresh-of-the-second-login");

        var held = Assert.IsType<SubmitResult.Held>(await SubmitAsync(adapter, document));
        var away = await Assert.ThrowsAsync<ErpAwayException>(() => adapter.FindAsync(document, Ct));

        Assert.Equal((ErpReason.AccessRefused, ErpReason.AccessRefused), (held.Refusal.Reason, away.Reason));
        Assert.Contains("invalid_grant", held.Refusal.Detail, StringComparison.Ordinal);
        await using var restarted = world.NewAdapter(("refreshToken", "refresh-of-the-second-login"));
        Assert.IsType<SubmitResult.Posted>(await SubmitAsync(restarted, document));
        Assert.Equal(world.Simulator.SignIn.RefreshToken, (await world.Vault.ReadAsync(Key, Ct))?.Refresh);
    }

    [Fact]
    public async Task A_company_that_the_app_may_not_see_is_held()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var adapter = world.NewAdapter(("realm", "4620816365000000"));

        var held = Assert.IsType<SubmitResult.Held>(await SubmitAsync(adapter, world.NewDocument() with { Company = "4620816365000000" }));

        Assert.Equal((ErpReason.AccessRefused, "3100"), (held.Refusal.Reason, held.Refusal.ErpCode));
    }

    [Fact]
    public async Task A_token_endpoint_that_is_away_leaves_the_document_unknown_and_unsent()
    {
        await using var world = await QuickBooksWorld.StartAsync();
        await using var adapter = world.NewAdapter();
        world.Line.Next(LineFault.Unavailable, request => request.Address == world.Simulator.TokenAddress);
        var document = world.NewDocument();

        Assert.Equal(ErpReason.ErpFault, Assert.IsType<SubmitResult.Unknown>(await SubmitAsync(adapter, document)).Reason);

        Assert.DoesNotContain(world.Line.Requests, world.IsCreate);
        Assert.IsType<SubmitResult.Posted>(await SubmitAsync(adapter, document));
    }

    static async Task<SubmitResult> SubmitAsync(IErpAdapter adapter, Ledger.ErpExport.Documents.PostingDocument document) =>
        Assert.Single(await adapter.SubmitAsync(new SubmitBatch(document.RunId, 15, "summary", 0, 1, [new Submission(document, 1)]), Ct));
}
