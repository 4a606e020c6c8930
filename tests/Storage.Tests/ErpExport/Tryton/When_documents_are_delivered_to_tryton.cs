using Ledger.Storage.Tests.ErpExport.Delivery;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Tryton;

/// <summary>The delivery over a real Tryton.</summary>
public sealed class When_documents_are_delivered_to_tryton(TrytonWorld world) : ErpDeliveryContract(world), IClassFixture<TrytonWorld>;
