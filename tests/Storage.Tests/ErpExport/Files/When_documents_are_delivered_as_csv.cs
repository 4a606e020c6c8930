using Ledger.Storage.Tests.ErpExport.Delivery;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>The delivery as CSV files.</summary>
public sealed class When_documents_are_delivered_as_csv(CsvWorld world) : ErpDeliveryContract(world), IClassFixture<CsvWorld>;

/// <summary>The delivery as CSV files whose reader acknowledges.</summary>
public sealed class When_documents_are_delivered_as_acknowledged_csv(AcknowledgedCsvWorld world)
    : ErpDeliveryContract(world), IClassFixture<AcknowledgedCsvWorld>;

/// <summary>The delivery as journals of hledger.</summary>
public sealed class When_documents_are_delivered_to_hledger(HledgerWorld world) : ErpDeliveryContract(world), IClassFixture<HledgerWorld>;

/// <summary>The delivery as files of beancount.</summary>
public sealed class When_documents_are_delivered_to_beancount(BeancountWorld world) : ErpDeliveryContract(world), IClassFixture<BeancountWorld>;
