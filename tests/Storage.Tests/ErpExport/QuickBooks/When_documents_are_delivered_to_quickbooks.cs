using Ledger.Storage.Tests.ErpExport.Delivery;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.QuickBooks;

/// <summary>The delivery over a simulated QuickBooks company.</summary>
public sealed class When_documents_are_delivered_to_quickbooks(QuickBooksWorld world) : ErpDeliveryContract(world), IClassFixture<QuickBooksWorld>;
