using Ledger.Storage.Tests.ErpExport.Delivery;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Odoo;

/// <summary>The delivery over a simulated Odoo.</summary>
public sealed class When_documents_are_delivered_to_odoo(OdooWorld world) : ErpDeliveryContract(world), IClassFixture<OdooWorld>;
