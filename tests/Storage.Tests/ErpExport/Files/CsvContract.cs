using Ledger.Storage.Tests.ErpExport.Contract;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>CSV files keep the contract of all adapters.</summary>
public sealed class CsvContract(CsvWorld world) : ErpAdapterContract(world), IClassFixture<CsvWorld>;

/// <summary>So they do when their reader answers.</summary>
public sealed class AcknowledgedCsvContract(AcknowledgedCsvWorld world) : ErpAdapterContract(world), IClassFixture<AcknowledgedCsvWorld>;

/// <summary>Journals of hledger keep it.</summary>
public sealed class HledgerContract(HledgerWorld world) : ErpAdapterContract(world), IClassFixture<HledgerWorld>;

/// <summary>Files of beancount keep it.</summary>
public sealed class BeancountContract(BeancountWorld world) : ErpAdapterContract(world), IClassFixture<BeancountWorld>;
