using Ledger.Storage.Tests.ErpExport.Contract;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.QuickBooks;

/// <summary>The contract of all adapters, over the simulated company.</summary>
public sealed class When_quickbooks_is_put_through_the_contract(QuickBooksWorld world)
    : ErpAdapterContract(world), IClassFixture<QuickBooksWorld>;
