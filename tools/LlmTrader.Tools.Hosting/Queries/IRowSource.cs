namespace LlmTrader.Tools.Hosting.Queries;

/// <summary>Where a query's rows come from: the journal, or a database that follows it. Both give the same rows in the same order.</summary>
public interface IRowSource
{
    /// <summary>The rows in the order of the journal; a cell without a value is null.</summary>
    /// <param name="table">What is asked for.</param>
    /// <param name="filter">Which rows.</param>
    /// <param name="cancel">Ends it with <see cref="OperationCanceledException"/>.</param>
    IEnumerable<string?[]> Read(QueryTable table, QueryFilter filter, CancellationToken cancel);
}
