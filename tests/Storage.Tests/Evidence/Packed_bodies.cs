using Ledger.Evidence;
using Xunit;

namespace Ledger.Storage.Tests.Evidence;

/// <summary>What lies in the table is shorter than what was sent; what comes back is not.</summary>
public sealed class Packed_bodies : IAsyncLifetime
{
    static readonly CancellationToken None = CancellationToken.None;

    EvidenceDatabase _database = null!;
    DeliveryArchive _archive = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await EvidenceDatabase.CreateAsync();
        _archive = _database.Open();
    }

    public async ValueTask DisposeAsync()
    {
        await _archive.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_body_is_stored_packed_and_found_as_it_was_sent()
    {
        var body = "{" + string.Join(',', Enumerable.Range(0, 200).Select(n => $"\"field_{n}\":null")) + "}";
        var sent = SampleDeliveries.Verified(body);
        await _archive.StoreAsync(sent, None);
        Assert.Equal(ArchiveOutcome.Repeated, await _archive.StoreAsync(sent, None));

        Assert.Equal(sent.Body, (await _archive.FindAsync(sent.DeliveryId, None))!.Body);
        Assert.Equal($"t {body.Length}", await _database.ScalarAsync<string>(
            "select concat_ws(' ', octet_length(body) * 2 < unpacked_bytes, unpacked_bytes) from evidence.raw_delivery"));
    }

    [Theory]
    [InlineData("unpacked_bytes = unpacked_bytes - 1")]
    [InlineData("unpacked_bytes = unpacked_bytes + 1")]
    [InlineData("body = substr(body, 1, 20)")]
    public async Task A_packed_body_that_is_not_of_its_length_is_not_given_out(string damage)
    {
        var sent = SampleDeliveries.Verified(new string('x', 1_000) + Guid.Empty);
        await _archive.StoreAsync(sent, None);
        await _database.ExecuteAsync($"update evidence.raw_delivery set {damage}");

        var found = (await _archive.FindAsync(sent.DeliveryId, None))!;
        Assert.Equal((BodyStanding.Damaged, null), (found.Standing, found.Body));
    }
}
