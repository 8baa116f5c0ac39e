using LlmTrader.Persistence.Journal;

namespace LlmTrader.Persistence.Projection;

/// <summary>A database that follows a journal. Batches may come again after a crash; what it holds must not change by that.</summary>
public interface IProjectionSink : IAsyncDisposable
{
    /// <summary>For people and status reports, e.g. <c>questdb</c>.</summary>
    string Name { get; }

    /// <summary>Makes the schema that the rows need; what is there already stays as it is.</summary>
    Task PrepareAsync(JournalManifest manifest, CancellationToken cancel);

    /// <summary>How far this sink came, from its own checkpoint; <see cref="ProjectionPlace.Start"/> when it has none. Comes after <see cref="PrepareAsync"/>, which says of which journal.</summary>
    Task<ProjectionPlace> ReadPlaceAsync(CancellationToken cancel);

    /// <summary>Writes a batch and then remembers its place; returns once the database has acknowledged it.</summary>
    Task WriteAsync(ProjectionBatch batch, CancellationToken cancel);

    /// <summary>What a person has to do about a failure of this sink's; null when time alone may mend it, such as a database that is down.</summary>
    string? RemedyFor(Exception error);
}
