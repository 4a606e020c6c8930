using System.Text;
using Ledger.EventStore;

namespace Ledger.Storage.Tests.EventStore;

static class SampleEvents
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, 123, 456, TimeSpan.Zero);

    public static NewEvent Of(string json, string type = "sample_happened", DateTimeOffset? at = null, Guid? id = null) =>
        new(
            id ?? Guid.CreateVersion7(), type, "Sample.Domain.SampleHappened, Sample.App", Encoding.UTF8.GetBytes(json),
            at ?? Noon, "delivery-1", "cause-1");

    public static NewEvent Number(int n) => Of($$"""{"Zeta":1,"Number":{{n}},"A":"é \" \n"}""");
}
