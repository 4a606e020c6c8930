using Ledger.Storage.Tests.ErpExport.Contract;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Tryton;

/// <summary>The contract of all adapters, against the real Tryton.</summary>
public sealed class Tryton_keeps_the_contract : ErpAdapterContract, IClassFixture<TrytonWorld>
{
    public Tryton_keeps_the_contract(TrytonWorld world)
        : base(world) => Assert.SkipUnless(TrytonServer.IsInstalled, TrytonServer.HowToInstall);
}
