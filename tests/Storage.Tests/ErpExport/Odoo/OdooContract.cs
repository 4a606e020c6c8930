using Ledger.Storage.Tests.ErpExport.Contract;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Odoo;

/// <summary>The contract of all adapters, over Odoo's.</summary>
public sealed class OdooContract(OdooWorld world) : ErpAdapterContract(world), IClassFixture<OdooWorld>;
