namespace Ledger.ErpSimulators.QuickBooks;

/// <summary>A journal entry as the simulated company holds it.</summary>
public sealed record QuickBooksEntry
{
    /// <summary>Its id, a number.</summary>
    public required string Id { get; init; }

    /// <summary>Rises with every change, from 0.</summary>
    public int SyncToken { get; init; }

    /// <summary>When it was created, in whole seconds.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last, in whole seconds.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>True when it was deleted.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The number that stands on it; null for none.</summary>
    public string? DocNumber { get; init; }

    /// <summary>The private note; null for none.</summary>
    public string? PrivateNote { get; init; }

    /// <summary>Its date.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Its currency.</summary>
    public required string Currency { get; init; }

    /// <summary>Units of the home currency for one of its own.</summary>
    public decimal Rate { get; init; } = 1;

    /// <summary>Debits and credits.</summary>
    public required IReadOnlyList<QuickBooksLine> Lines { get; init; }
}

/// <summary>A line of a journal entry.</summary>
/// <param name="Account">Id of the account.</param>
/// <param name="IsDebit">True for a debit, false for a credit.</param>
/// <param name="Amount">Above zero, in the entry's currency.</param>
/// <param name="Description">The text; null for none.</param>
/// <param name="ClassId">Id of the class; null for none.</param>
/// <param name="DepartmentId">Id of the department; null for none.</param>
/// <param name="EntityType"><c>Customer</c>, <c>Vendor</c> or <c>Employee</c>; null for none.</param>
/// <param name="EntityId">Id of the customer, vendor or employee; null for none.</param>
public sealed record QuickBooksLine(
    string Account, bool IsDebit, decimal Amount, string? Description = null, string? ClassId = null,
    string? DepartmentId = null, string? EntityType = null, string? EntityId = null);

/// <summary>An account of the simulated chart.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in the documents' words, such as <c>Accounts Receivable</c>.</param>
/// <param name="IsActive">False when it was made inactive.</param>
public sealed record QuickBooksAccount(string Id, string Name, string Type, bool IsActive = true);
