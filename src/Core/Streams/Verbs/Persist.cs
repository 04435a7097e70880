namespace HotStream;

public abstract partial class Batch<T>
{
    /// <summary>This batch, computed once however often it is read, and kept in memory; <see cref="Persist"/> for elsewhere.</summary>
    public Batch<T> Cache() => Persist(StorageLevel.Memory);

    /// <summary>This batch, computed once however often it is read, and kept until its batch time is over or <see cref="Unpersist"/> is called.</summary>
    /// <param name="level">Where.</param>
    /// <exception cref="NotSupportedException">The level uses the disk and records of this type cannot be written.</exception>
    public Batch<T> Persist(StorageLevel level) => new CachedBatch<T>(this, level);

    /// <summary>Lets go of the records that this batch, made by <see cref="Persist"/>, keeps; reading it again computes it again. Does nothing on other batches.</summary>
    public virtual void Unpersist()
    {
    }
}
